import { html } from 'lit';
import './menu';
import type { MenuItem } from './menu';
import { rasterise } from './raster';

interface SaveMenu<F extends string> {
  label?: string;
  /** The formats, by their ids. */
  items: readonly (MenuItem & { id: F })[];
  disabled?: boolean;
  choose: (format: F) => void;
}

/** What a page can be saved as, or copied. */
export function saveMenu<F extends string>({ label = 'Save', items, disabled = false, choose }: SaveMenu<F>) {
  return html`<babel-menu
    label=${label}
    .items=${items}
    ?disabled=${disabled}
    @menu-choose=${({ detail }: CustomEvent<{ id: F }>) => choose(detail.id)}
  ></babel-menu>`;
}

/** A picture as the bytes of a file. */
export async function pictureBytes(svg: string, format: 'svg' | 'png'): Promise<Uint8Array> {
  return format === 'svg' ? new TextEncoder().encode(svg) : rasterise(svg);
}
