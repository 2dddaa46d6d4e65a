import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { commandIds, contextKeys, section, settingKeys, viewTypes } from '../../../src/host/identifiers';

interface Manifest {
  activationEvents: string[];
  contributes: {
    commands: { command: string; enablement?: string }[];
    menus: Record<string, { command: string }[]>;
    keybindings: { command: string }[];
    configuration: { properties: Record<string, unknown> };
  };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { commands, menus, keybindings, configuration } = manifest.contributes;

describe('The identifiers', () => {
  it('are the commands that package.json contributes, all of them and no others', () => {
    assert.deepEqual(commands.map((one) => one.command).sort(), Object.values(commandIds).sort());
  });

  it('are the settings that package.json contributes, all of them and no others', () => {
    const ours = Object.values(settingKeys).map((key) => `${section}.${key}`);
    assert.deepEqual(Object.keys(configuration.properties).sort(), ours.sort());
  });

  it('hold every command that a menu or a key runs', () => {
    const known = new Set<string>(Object.values(commandIds));
    const used = [...keybindings, ...Object.values(menus).flat()].map((one) => one.command);
    assert.ok(used.length > 0);
    for (const command of used) assert.ok(known.has(command), command);
  });

  it('hold the context keys that enable commands and the view that activates the extension', () => {
    const enabling = commands.flatMap((one) => one.enablement ?? []);
    assert.deepEqual(enabling, [contextKeys.working]);
    assert.deepEqual(manifest.activationEvents, [`onWebviewPanel:${viewTypes.inspector}`]);
  });
});
