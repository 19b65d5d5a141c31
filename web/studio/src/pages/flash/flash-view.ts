import { html, render } from "lit";
import { t } from "../../shared/i18n/t.ts";

/** Addresses in the code, and the servers that are suggested instead. */
export const SERVERS = [
  { original: "rtmp://server1.com/test", instead: "rtmp://127.0.0.1:1935/live" },
  { original: "rtmp://server2.com/test", instead: "rtmp://127.0.0.1:1936/live" },
] as const;

/** Renders the page. */
export function renderPage(into: HTMLElement): void {
  render(
    html`<main class="flash">
      <header>
        <h1>${t("flash.title")}</h1>
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
      <footer><a href="./">${t("word.studio")}</a></footer>
    </main>`,
    into,
  );
}
