import { type CSSResultGroup, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { NoMethods } from '../../src/protocol/page';
import type { ResultFormat, ResultMethods, ResultSnapshot } from '../../src/protocol/result-page';
import { type Failure, toFailure } from '../../src/rpc/failure';
import { connect, type Methods, type Peer } from '../../src/rpc/rpc';
import { documentStyles } from './document.styles';
import { pageHeader } from './header';
import type { MenuItem } from './menu';
import { failureNotice } from './notices';
import { PageElement } from './page-element';
import { acquireApi, hostChannel } from './rpc';
import { pictureBytes, saveMenu } from './save-menu';

/** What a page that draws a picture can be saved as. */
export type SaveItem = MenuItem & { id: ResultFormat };

/** The view of a page in which there is nothing to be chosen. */
export type NoView = Record<never, never>;

/**
 * The page of a saved result: a function of what the file holds and of what a reader chose to see, which is kept while the
 * page is hidden.
 */
export abstract class ResultPage<
  T,
  View extends object = NoView,
  Host extends Methods<Host> & ResultMethods<T> = ResultMethods<T>,
> extends PageElement {
  @state() protected snapshot: ResultSnapshot<T> | undefined;
  @state() protected view: View;
  /** Why the last call came to nothing. */
  @state() protected refusal: Failure | undefined;

  private readonly api = acquireApi<unknown>();
  protected readonly host: Peer<Host> = connect<Host, NoMethods>(hostChannel(this.api), {});
  /** The calls that pages of all results have. */
  private readonly common = this.host as unknown as Peer<ResultMethods<T>>;

  /** What the page can be saved as; nothing where it is empty. */
  protected readonly items: readonly SaveItem[] = [];

  static override styles: CSSResultGroup = [PageElement.styles, documentStyles];

  constructor() {
    super();
    this.view = this.restored(this.api.getState());
  }

  /** What is read of the head of the page: a result's kind, or a file's name. */
  protected abstract heading(name: string | undefined): string;
  /** What was computed with, on one line. */
  protected abstract about(data: T): string;
  protected abstract body(data: T): unknown;
  /** What an earlier page kept, which may be of an earlier version. */
  protected abstract restored(kept: unknown): View;

  /** What is shown as an SVG document. */
  protected picture?(data: T): string;

  /** The file has been read. */
  protected opened(_data: T): void {}

  protected override get hasControls(): boolean {
    return this.items.length > 0 && this.snapshot !== undefined;
  }

  protected override start(): void {
    this.common
      .call('ready', null)
      .then((snapshot) => {
        this.snapshot = snapshot;
        if (snapshot.data !== undefined) this.opened(snapshot.data);
      })
      .catch((error: unknown) => this.refuse(error));
  }

  protected choose(change: Partial<View>): void {
    this.view = { ...this.view, ...change };
    this.api.setState(this.view);
  }

  protected refuse(error: unknown): void {
    this.refusal = toFailure(error);
  }

  override render(): TemplateResult | typeof nothing {
    const { data, name, failure = this.refusal } = this.snapshot ?? { name: undefined, data: undefined };
    if (!this.snapshot && !failure) return nothing;
    return html`
      ${pageHeader({
        title: this.heading(name),
        about: data === undefined ? undefined : this.about(data),
        tools: this.tools(data),
      })}
      <main>
        ${failure ? failureNotice({ message: failure.message }) : nothing}
        ${data === undefined ? nothing : this.body(data)}
      </main>
    `;
  }

  protected tools(data: T | undefined) {
    const { items } = this;
    if (items.length === 0) return nothing;
    const choose = (format: ResultFormat) =>
      void this.save(format).catch((error: unknown) => this.refuse(error));
    return saveMenu({ items, disabled: data === undefined, choose });
  }

  private async save(format: ResultFormat): Promise<void> {
    const { data } = this.snapshot ?? {};
    const isPicture = format === 'svg' || format === 'png';
    const svg = isPicture && data !== undefined ? this.picture?.(data) : undefined;
    const picture = isPicture && svg !== undefined ? await pictureBytes(svg, format) : undefined;
    await this.common.call('save', { format, ...(picture && { picture }) });
  }
}
