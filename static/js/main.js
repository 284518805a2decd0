// What every page loads. Each behaviour is its own module; the pages work without any of them.
import "./forms.js";
import "./menus.js";
import "./live.js";
import "./uploads.js";
import "./print.js";
