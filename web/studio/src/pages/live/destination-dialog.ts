import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { createRef, ref } from "lit/directives/ref.js";
import { t } from "../../shared/i18n/t.ts";
import { type Destination, type Destinations, emptyDestination } from "../../shared/servers/destinations.ts";
import { splitAddress } from "../../shared/servers/pasted-address.ts";
import { keyProblem } from "../../shared/servers/rules.ts";
import { nameOf, problemOf, SERVICES, type Service, serviceOf } from "../../shared/servers/services.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";

/** Dialog to add or edit a destination. */
export class DestinationDialog extends LightElement {
  static override properties = { destinations: { attribute: false }, saved: { attribute: false } };

  declare destinations: Destinations;
  /** Called with the saved destination. */
  declare saved: ((destination: Destination) => void) | undefined;
  readonly #dialog = createRef<HTMLDialogElement>();
  #draft: Destination = emptyDestination();
  #isNew = true;
  #shown = false;
  #problem: string | undefined;
  /** Whether the key came from the address. */
  #isSplit = false;

  /** Opens the dialog, for a new destination if none is given. */
  edit(destination?: Destination): void {
    this.#draft = destination ?? emptyDestination();
    this.#isNew = destination === undefined;
    this.#shown = false;
    this.#problem = undefined;
    this.#isSplit = false;
    this.requestUpdate();
    void this.updateComplete.then(() => this.#dialog.value?.showModal());
  }

  protected override render() {
    const { address, label, key, service: chosen } = this.#draft;
    const service = serviceOf(address, chosen);
    const wrongKey = keyProblem(key, service);
    return html`<dialog class="dialog" aria-labelledby="destination-title" @close=${this.#forget} ${ref(this.#dialog)}>
      <form @submit=${this.#save} novalidate>
        <div class="dialog-head">
          <h2 id="destination-title">${this.#isNew ? t("destinations.add") : t("destinations.edit")}</h2>
          <button type="button" class="button icon-button bare" @click=${this.#close}>${icon("close")}<span class="sr-only">${t("word.close")}</span></button>
        </div>
        ${this.#isNew ? this.#services(service) : nothing}
        <div class="field">
          <label for="address">${t("destinations.address")}</label>
          <input id="address" class="mono" data-testid="address" inputmode="url" autocomplete="off" spellcheck="false"
            placeholder=${service?.url ?? "rtmp://host/app"} .value=${live(address)} aria-invalid=${this.#problem !== undefined}
            aria-describedby="address-note" @input=${this.#typed} @change=${this.#split} />
          <div id="address-note" class="field-note">${
            this.#problem
              ? html`<span class="tone-bad">${icon("alert")} ${this.#problem}</span>`
              : this.#isSplit
                ? html`<span role="status">${icon("check")} ${t("destinations.split")}</span>`
                : service?.url === undefined && service !== undefined
                  ? t("destinations.ownAddress", { name: service.name })
                  : t("destinations.addressNote")
          }</div>
        </div>
        <div class="field">
          <label for="key">${t("destinations.key")}</label>
          <div class="field-row">
            <input id="key" class="mono" data-testid="stream-key" type=${this.#shown ? "text" : "password"} autocomplete="off"
              spellcheck="false" .value=${live(key)} aria-describedby="key-note" aria-invalid=${wrongKey !== undefined}
              @input=${(event: Event) => this.#change({ key: textOf(event) })} />
            <button type="button" class="button icon-button" aria-pressed=${this.#shown} @click=${this.#reveal}>
              ${icon(this.#shown ? "eyeOff" : "eye")}<span class="sr-only">${t("destinations.showKey")}</span></button>
          </div>
          <div id="key-note" class="field-note">${wrongKey ? html`<span class="tone-bad">${icon("alert")} ${wrongKey}</span>` : this.#keyHint(service)}</div>
        </div>
        <div class="field">
          <label for="label">${t("word.name")} <small>(${t("word.optional")})</small></label>
          <input id="label" .value=${live(label ?? "")} placeholder=${nameOf(address, chosen)}
            @input=${(event: Event) => this.#change({ label: textOf(event) })} />
        </div>
        <label class="check"><input type="checkbox" .checked=${this.destinations.settings.values.rememberKeys}
          @change=${(event: Event) => this.destinations.rememberKeys((event.target as HTMLInputElement).checked)} />
          <span>${t("destinations.remember")}<small>${t("destinations.rememberNote")}</small></span></label>
        <div class="row end">
          <button type="button" class="button" @click=${this.#close}>${t("word.cancel")}</button>
          <button type="submit" class="button primary" data-testid="save-destination">${this.#isNew ? t("word.add") : t("word.save")}</button>
        </div>
      </form>
    </dialog>`;
  }

  #services(chosen: Service | undefined) {
    return html`<div class="chips" role="group" aria-label=${t("destinations.service")}>
      ${SERVICES.map(
        (service) => html`<button type="button" class="chip" translate="no" aria-pressed=${service === chosen}
          @click=${() => this.#change({ address: service.url ?? "", service: service.id })}>${service.name}</button>`,
      )}
      <button type="button" class="chip" aria-pressed=${chosen === undefined} @click=${() => this.#change({ address: "", service: undefined })}>${t("destinations.own")}</button>
    </div>`;
  }

  #keyHint(service: Service | undefined) {
    return service === undefined
      ? t("destinations.keyNote")
      : html`${service.keyHint} <a class="key-page" href=${service.keyPage} target="_blank" rel="noopener">${t("service.open", { name: service.name })}</a>`;
  }

  #typed(event: InputEvent) {
    this.#change({ address: textOf(event) });
    if (event.inputType === "insertFromPaste") {
      this.#split();
    }
  }

  /** Moves a stream key at the end of the address into its field. */
  #split() {
    const { address, key } = splitAddress(this.#draft.address, this.#draft.service);
    if (address !== this.#draft.address) {
      this.#change({ address, ...(key !== undefined && { key }) });
      this.#isSplit = key !== undefined;
    }
  }

  #change(change: Partial<Destination>) {
    this.#draft = { ...this.#draft, ...change };
    if (change.address !== undefined) {
      this.#problem = undefined;
      this.#isSplit = false;
    }
    this.requestUpdate();
  }

  #reveal() {
    this.#shown = !this.#shown;
    this.requestUpdate();
  }

  #save(event: Event) {
    event.preventDefault();
    this.#split();
    const { address, key, service } = this.#draft;
    this.#problem = problemOf(address);
    if (this.#problem === undefined && keyProblem(key, serviceOf(address, service)) === undefined) {
      const saved = { ...this.#draft, address: address.trim(), key: key.trim() };
      this.destinations.put(saved);
      this.saved?.(saved);
      this.#close();
    }
    this.requestUpdate();
  }

  #close() {
    this.#dialog.value?.close();
  }

  /** Clears the form, so that the stream key does not stay in memory. */
  #forget() {
    this.#draft = emptyDestination();
    this.requestUpdate();
  }
}

function textOf(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

customElements.define("mc-destination-dialog", DestinationDialog);
