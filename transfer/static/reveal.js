// Lets people see the password they are typing.
for (const box of document.querySelectorAll("input[data-reveal]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "beside-input";
  button.textContent = box.dataset.reveal;
  button.setAttribute("aria-controls", box.id);
  button.setAttribute("aria-label", `${box.dataset.reveal}: ${box.labels[0]?.firstChild.textContent.trim() ?? ""}`);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const shown = box.type === "text";
    box.type = shown ? "password" : "text";
    button.textContent = shown ? box.dataset.reveal : box.dataset.hide;
    button.setAttribute("aria-pressed", String(!shown));
  });
  box.form?.addEventListener("submit", () => (box.type = "password"));
  box.after(button);
}
