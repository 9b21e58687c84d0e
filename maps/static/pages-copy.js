import { offerCopy } from "./copy-link.js";

offerCopy(document.getElementById("copy-link"), "this page");
