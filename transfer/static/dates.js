// Puts the browser's own calendar beside a date that can also be typed.
const pad = (n) => String(n).padStart(2, "0");
const danish = (iso) => iso.split("-").reverse().join("-");
const iso = (text) => {
  const found = text.trim().match(/^(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})$/);
  return found ? `${found[3]}-${pad(found[2])}-${pad(found[1])}` : "";
};

// Made node by node: the content policy allows no markup from strings.
const icon = (name) => {
  const [picture, use] = ["svg", "use"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  const sprite = document.querySelector("svg.icon-svg use").getAttribute("href").split("#")[0];
  use.setAttribute("href", `${sprite}#${name}`);
  picture.setAttribute("class", "icon-svg");
  picture.setAttribute("aria-hidden", "true");
  picture.append(use);
  return picture;
};

for (const box of document.querySelectorAll("input[data-date]")) {
  const picker = document.createElement("input");
  if (!("showPicker" in picker)) continue;
  picker.type = "date";
  picker.className = "date-picker";
  picker.tabIndex = -1;
  picker.setAttribute("aria-hidden", "true");

  const button = document.createElement("button");
  button.type = "button";
  button.className = "beside-input";
  button.setAttribute("aria-label", box.dataset.date);
  button.append(icon("calendar-month"));
  button.addEventListener("click", () => {
    picker.value = iso(box.value);
    picker.showPicker();
  });
  picker.addEventListener("change", () => {
    box.value = picker.value ? danish(picker.value) : "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
  box.after(button, picker);

  // A phone's number keys have no dash: eight digits are a date too.
  box.addEventListener("blur", () => {
    box.value = box.value.replace(/^\s*(\d{2})(\d{2})(\d{4})\s*$/, "$1-$2-$3");
  });
}
