import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/layout.css";
import "./styles/servers.css";
import "./styles/calls.css";
import "./elements/calls-page.ts";
