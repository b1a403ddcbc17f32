import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ConfigurationView, viewOfDocument } from '../comparison/index.js';
import { readStored, type Target } from '../runtime/index.js';
import { type ArtifactLayout, layoutAt, readSuccess } from '../store/index.js';

/** An artifact of a class that was computed before. */
export interface PastArtifact {
  readonly layout: ArtifactLayout;
  readonly view: ConfigurationView;
  /** How long `create` took, and the largest memory its process had, if that was recorded. */
  readonly wallMs: number | undefined;
  readonly peakMemoryBytes: number | undefined;
  /** Of the published files. */
  readonly bytes: number;
}

/*
 * A plan looks at the past to explain and to estimate: a sample of it will do. Hashes are as good as random, so the first names of
 * a listing are no worse than others; of those looked at, the newest are read.
 */
const maxNames = 2000;
const maxRead = 200;
const maxRecordBytes = 1024 * 1024;
const maxBytesRead = 32 * 1024 * 1024;

/** The newest results of a target's class, newest first, also those under its earlier namespaces. What is damaged is left out. */
export function pastOf(target: Target): readonly PastArtifact[] {
  const layouts = [target.layout, ...target.formerLayouts].flatMap(siblingsOf);
  const dated = layouts.slice(0, maxNames).flatMap((layout) => {
    const publishedMs = statSync(layout.success, { throwIfNoEntry: false })?.mtimeMs;
    return publishedMs === undefined ? [] : [{ layout, publishedMs }];
  });
  dated.sort((a, b) => b.publishedMs - a.publishedMs);
  const past: PastArtifact[] = [];
  let bytesLeft = maxBytesRead;
  for (const { layout } of dated.slice(0, maxRead)) {
    const stored = bytesLeft > 0 ? readStored(layout, maxRecordBytes) : undefined;
    const bytes = stored === undefined ? undefined : publishedBytes(layout);
    if (stored === undefined || bytes === undefined) continue;
    bytesLeft -= stored.bytes;
    const { wallMs, peakMemoryBytes } = stored.resources ?? {};
    past.push({ layout, view: viewOfDocument(stored.configuration), wallMs, peakMemoryBytes, bytes });
  }
  return past;
}

function siblingsOf({ dir, name }: ArtifactLayout): readonly ArtifactLayout[] {
  const [folder, namespace] = [dirname(dir), dirname(name)];
  return hashesIn(folder).map((hash) => layoutAt(join(folder, hash), `${namespace}/${hash}`));
}

function hashesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^[0-9a-f]{32}$/.test(name));
  } catch {
    return []; // Nothing of this class was ever computed, or it is not for us to read.
  }
}

function publishedBytes(layout: ArtifactLayout): number | undefined {
  try {
    return readSuccess(layout)?.manifest.bytes;
  } catch {
    return undefined; // Whoever asks for that artifact is told.
  }
}
