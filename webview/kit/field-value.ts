import { noChange } from 'lit';
import type { ElementPart, PartInfo } from 'lit/directive.js';
import { Directive, directive, PartType } from 'lit/directive.js';

/** A field of the toolkit, and the browser's own field inside it. */
interface ToolkitField extends Element {
  value: string;
  /** Undefined until the element has drawn itself. */
  control?: { value: string };
}

class FieldValue extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('fieldValue stands in the tag, not in an attribute.');
  }

  override render(_: string): unknown {
    return noChange;
  }

  override update(part: ElementPart, [value]: [string]): unknown {
    const field = part.element as ToolkitField;
    if (field.value !== value) field.value = value;
    // Setting it where it is the same would move the cursor.
    if (field.control && field.control.value !== value) field.control.value = value;
    return noChange;
  }
}

/**
 * The value of a field of the toolkit, in `<vscode-text-area ${fieldValue(text)}>`. The toolkit itself shows a value only
 * with the next frame, and what is typed before that is typed into the old one, which then comes back.
 */
export const fieldValue = directive(FieldValue);
