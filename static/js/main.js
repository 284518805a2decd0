// What every page loads; what one page needs alone, that page loads. Each behaviour is its own module; the pages work without any of them.
import "./forms.js";
import "./menus.js";
import "./live.js";
