"""Side-by-side measurements: our pages beside a bare one, our report beside a browser's print."""
