// A column (or two beside each other) copied from a spreadsheet fills the fields from the one it is pasted into.
for (const rows of document.querySelectorAll("[data-columns]")) {
  rows.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    const lines = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
    if (lines.length < 2 && lines[0].length < 2) return;
    const kind = (field) => field.name.split("-", 1)[0];
    const fields = [...rows.querySelectorAll("input")];
    const kinds = [...new Set(fields.map(kind))];
    const columns = kinds.slice(kinds.indexOf(kind(event.target)));
    event.preventDefault();
    columns.forEach((name, place) => {
      const below = fields.filter((field) => kind(field) === name);
      const start = columns[0] === name ? below.indexOf(event.target) : below.findIndex((field) => field.name.slice(name.length) === event.target.name.slice(columns[0].length));
      lines.forEach((cells, at) => {
        const field = below[start + at];
        if (!field || cells[place] === undefined) return;
        field.value = cells[place].trim();
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
  });
}
