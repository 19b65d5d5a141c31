import { html, render } from "lit";
import { t } from "../../shared/i18n/t.ts";
import type { Settings } from "../../shared/settings.ts";
import { pageBar } from "../../shared/ui/page-bar.ts";

/** Shared object of the code, which the page Shared objects opens. */
const OBJECT = "info_so";

/** Addresses in the code, and the servers that are used instead if the gateway suggests none. */
export const SERVERS = [
  { original: "rtmp://server1.com/test", instead: "rtmp://127.0.0.1:1935/live" },
  { original: "rtmp://server2.com/test", instead: "rtmp://127.0.0.1:1936/live" },
] as const;

/** Renders the page; to be called again after a change of the settings. */
export function renderPage(into: HTMLElement, settings: Settings): void {
  render(
    html`${pageBar("flash", settings)}
    <main class="flash">
      <header>
        <h2 class="flash-title">${t("flash.title")}</h2>
        <p>${t("flash.text")}</p>
      </header>
      <div class="columns">
        <section class="panel" aria-labelledby="code-title">
          <h2 id="code-title">article.js</h2>
          <pre class="listing mono" data-testid="code"></pre>
        </section>
        <div class="side">
          <form class="panel" id="servers">
            <h2>${t("flash.servers")}</h2>
            ${SERVERS.map(
              ({ original, instead }, i) => html`<label for="server${i}">${original}</label>
                <input id="server${i}" class="mono" name="server" required pattern="rtmps?://.+/.+" spellcheck="false"
                  autocapitalize="off" autocomplete="off" value=${instead} />`,
            )}
            <div class="row">
              <button class="run" type="submit" data-testid="run">${t("flash.run")}</button>
              <button type="button" data-testid="stop" disabled>${t("word.stop")}</button>
            </div>
          </form>
          <section class="panel" aria-labelledby="trace-title">
            <h2 id="trace-title">${t("flash.output")}</h2>
            <ol class="trace mono" data-testid="trace" data-empty=${t("flash.noOutput")} tabindex="0"
              aria-labelledby="trace-title" aria-live="polite"></ol>
          </section>
        </div>
      </div>
      <footer><a href="./objects.html">${t("flash.object", { name: OBJECT })}</a></footer>
    </main>`,
    into,
  );
}
