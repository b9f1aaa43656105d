"""The forms of a læringsforløb: one for each section of its page, and one for each step it takes."""
