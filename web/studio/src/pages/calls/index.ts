import "../../shared/ui/tokens.css";
import "../../shared/ui/base.css";
import "../../shared/ui/controls.css";
import "../../shared/ui/layout.css";
import "../../shared/servers/servers.css";
import "./calls.css";
import "../../shared/ui/forced-colors.css";
import "./calls-page.ts";
