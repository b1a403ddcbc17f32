import { type MemberEdit, placeIn, type Replacement } from './mutation.js';

/*
 * JSON as a tree whose keys and scalars are text: so it can hold what JSON.stringify would never write, such as a key that comes
 * twice, a number beyond all numbers, or a `__proto__` in disguise.
 */

export type Tree = string | { readonly open: '{' | '['; readonly items: Item[] };

/** A member, or an element when `key` is empty. */
interface Item {
  key: string;
  value: Tree;
}

export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { open: '[', items: value.map((item) => ({ key: '', value: treeOf(item) })) };
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const items = Object.entries(value).map(([key, item]) => ({ key: JSON.stringify(key), value: treeOf(item) }));
  return { open: '{', items };
}

export function textOf(tree: Tree): string {
  if (typeof tree === 'string') return tree;
  const items = tree.items.map(({ key, value }) => (key === '' ? textOf(value) : `${key}: ${textOf(value)}`));
  return `${tree.open}${items.join(', ')}${tree.open === '{' ? '}' : ']'}`;
}

/** A place that something can be done to: an item and what holds it. */
interface Spot {
  readonly items: Item[];
  readonly item: Item;
}

function spotsIn(tree: Tree): Spot[] {
  if (typeof tree === 'string') return [];
  return tree.items.flatMap((item) => [{ items: tree.items, item }, ...spotsIn(item.value)]);
}

function replacementText(to: Replacement, spots: readonly Spot[]): Tree {
  if ('text' in to) return to.text;
  if ('copyOf' in to) return structuredClone(spots[placeIn(spots.length, to.copyOf)]?.item.value ?? 'null');
  const [open, close] = to.bracket === '[' ? ['[', ']'] : ['{"a":', '}'];
  return `${open.repeat(to.depth)}1${close.repeat(to.depth)}`;
}

/** Does one thing to the tree, in place. */
export function edit(tree: Tree, change: MemberEdit): void {
  const spots = spotsIn(tree);
  const spot = spots[placeIn(spots.length, change.at)];
  if (spot === undefined) return;
  const { items, item } = spot;
  if (change.edit === 'remove') items.splice(items.indexOf(item), 1);
  else if (change.edit === 'set') item.value = replacementText(change.to, spots);
  else if (change.edit === 'rename' && item.key !== '') item.key = change.key;
  else if (change.edit === 'add') {
    const key = item.key === '' ? '' : change.key;
    items.push({ key, value: replacementText(change.to, spots) });
  }
}
