// Everything here only adds: each page reads, writes and saves without it.
import "./guard.js";
import "./conditional.js";
import "./counter.js";
import "./counts.js";
import "./dates.js";
import "./feedback.js";
import "./menus.js";
import "./progress.js";
import "./reveal.js";
import "./session.js";
import "./small.js";
