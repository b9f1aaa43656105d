// Everything here only adds: each page reads, writes and saves without it.
import "./guard.js";
import "./counter.js";
import "./dates.js";
import "./menus.js";
import "./reveal.js";
import "./small.js";
