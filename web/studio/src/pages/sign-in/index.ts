import "../../shared/ui/tokens.css";
import "../../shared/ui/base.css";
import "../../shared/ui/controls.css";
import "../../shared/ui/layout.css";
import "./sign-in.css";
import "../../shared/ui/forced-colors.css";
import "./sign-in-page.ts";
