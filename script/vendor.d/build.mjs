// Builds transfer/static/vendor from node_modules and writes VENDOR.json, the list of what is there.
// Run by script/vendor; everything it needs is beside it.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { compile } from "sass";

const [here, modules, target] = process.argv.slice(2);
const version = (name) => JSON.parse(readFileSync(join(modules, name, "package.json"))).version;
const put = (from, to) => {
  mkdirSync(dirname(join(target, to)), { recursive: true });
  copyFileSync(from, join(target, to));
};

rmSync(target, { recursive: true, force: true });

const dkfds = join(modules, "dkfds", "dist");
const styles = compile(join(here, "dkfds.scss"), {
  loadPaths: [modules],
  style: "compressed",
  logger: { warn() {}, debug() {} }, // if() deprecations inside the design system; not ours to mend
}).css.replace(/^\uFEFF/, ""); // in the middle of a file the mark would spoil the first rule
mkdirSync(join(target, "dkfds"), { recursive: true });
writeFileSync(join(target, "dkfds", "dkfds.css"), readFileSync(join(here, "fonts.css"), "utf8") + styles);

put(join(dkfds, "img", "all-svg-icons.svg"), "dkfds/icons.svg");
for (const [, name] of new Set([...styles.matchAll(/url\("?img\/([^)"]+)"?\)/g)].map((m) => m))) {
  put(join(dkfds, "img", "svg-icons", name), `dkfds/img/${name}`);
}
for (const weight of ["Regular", "Italic", "SemiBold", "Bold"]) {
  const file = `IBMPlexSans-${weight}-Latin1.woff2`;
  put(join(dkfds, "fonts", "IBMPlexSans", "split", "woff2", file), `dkfds/fonts/${file}`);
}
put(join(modules, "dkfds", "LICENSE.md"), "licenses/dkfds.md");
put(join(dkfds, "fonts", "IBMPlexSans", "split", "woff2", "license.txt"), "licenses/ibm-plex-OFL-1.1.txt");
put(join(here, "Apache-2.0.txt"), "licenses/icons-Apache-2.0.txt");

put(join(modules, "htmx.org", "dist", "htmx.min.js"), "htmx/htmx.min.js");
put(join(modules, "htmx.org", "LICENSE"), "licenses/htmx-0BSD.txt");

const licenceOf = (path) => {
  if (path.startsWith("licenses/")) return null;
  if (path.startsWith("htmx/")) return "0BSD";
  if (path.includes("/fonts/")) return "OFL-1.1";
  return path.endsWith(".svg") ? "Apache-2.0" : "MIT";
};
const files = readdirSync(target, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(target, join(entry.parentPath, entry.name)))
  .sort()
  .map((path) => ({
    path,
    sha256: createHash("sha256").update(readFileSync(join(target, path))).digest("hex"),
    ...(licenceOf(path) ? { licence: licenceOf(path) } : {}),
  }));
const packages = [
  { name: "dkfds", version: version("dkfds"), licence: "MIT AND OFL-1.1 AND Apache-2.0", built: `sass ${version("sass")}` },
  { name: "htmx.org", version: version("htmx.org"), licence: "0BSD" },
];
writeFileSync(join(target, "VENDOR.json"), JSON.stringify({ packages, files }, null, 2) + "\n");
