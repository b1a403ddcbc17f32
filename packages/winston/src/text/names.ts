import type { ArtifactRef } from '@huldra/core';

/** How many hex digits of a hash a person is shown; the unique prefix that names an artifact is at least as long. */
const shownDigits = 7;

/** `TrainModel 3f9a12c`. */
export function nameOf({ className, hash }: ArtifactRef): string {
  return `${className} ${hash.slice(0, shownDigits)}`;
}

/** `14 ms`, `3.2 s`, `5 min 20 s`, `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** A moment given as ISO 8601, as a clock on the wall shows it; with the day when that is another. */
export function clock(iso: string, now = new Date()): string {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(':');
  if (moment.toDateString() === now.toDateString()) return time;
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())} ${time}`;
}
