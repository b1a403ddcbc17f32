import { type ArtifactRef, activeScope, type Caller, type HuldraEvent, type LogLevel, subscribe } from '@huldra/core';
import { processWide } from '../process-wide.js';
import { Requests } from '../requests.js';
import { placeOf } from '../source/place.js';
import { decisionOf, newsOf, type Told } from '../text/events.js';
import { fileRecord, separator } from '../text/file-record.js';
import { duration, nameOf } from '../text/names.js';
import { runLine } from '../text/run.js';
import { joined, shown } from '../text/shown.js';
import { close } from './append.js';
import { writeRecord, writeRecordIfRooted } from './write-record.js';

type WhoAsked = (() => Caller | undefined) | undefined;

const sink = processWide('file-sink', (): { end: (() => void) | undefined } => ({ end: undefined }));

/**
 * Writes what the runtime says and what `ctx.log` is told into `huldra.log` of the artifact that it is about, and what requests
 * begin and end into the log of who made them: the active artifact's, or `<root>/huldra.log`. A plain hit writes nothing. Calling
 * it again changes nothing. Returns the function that ends it.
 */
export function fileSink(): () => void {
  if (sink.end !== undefined) return sink.end;
  const requests = new Requests();
  const unsubscribe = subscribe((event) => {
    // The worker that it comes from has written it down.
    if (event.worker !== undefined) return;
    requests.note(event);
    write(event, requests.callerOf(event));
    requests.forget(event);
  });
  const end = (): void => {
    unsubscribe();
    if (sink.end === end) sink.end = undefined;
  };
  sink.end = end;
  return end;
}

function write(event: HuldraEvent, caller: WhoAsked): void {
  switch (event.type) {
    case 'requested':
      tellParent('info', `begin ${nameOf(event.artifact)} ${event.artifact.dir}`, caller);
      break;
    case 'answered': {
      const { artifact, outcome, reason, durationMs, error } = event;
      const why = error === undefined ? '' : `: ${messageOf(error)}`;
      const end = `end ${nameOf(artifact)} (${outcome}) ${reason} in ${duration(durationMs)}${why}`;
      tellParent(outcome === 'ok' ? 'info' : 'error', end, caller);
      close(artifact.log);
      break;
    }
    case 'waiting':
      writeRecordIfRooted(activeScope()?.log, record('info', text(decisionOf(event)).replace('\n', ' '), caller));
      break;
    case 'started': {
      const begin = `${text(decisionOf(event))} attempt ${event.attempt}, pid ${process.pid}`;
      writeRecord(event.artifact.log, separator + record('info', begin, caller));
      const news = newsOf(event);
      if (news !== undefined) writeRecord(event.artifact.log, record(news.level, text(news), caller));
      break;
    }
    case 'published':
    case 'invalidated':
      writeRecord(event.artifact.log, record(newsOf(event)?.level ?? 'info', text(newsOf(event)), caller));
      break;
    case 'failed': {
      const { artifact, reason, durationMs, error } = event;
      const end = `${reason} ${nameOf(artifact)} after ${duration(durationMs)}: ${shown(error)}`;
      writeRecord(artifact.log, record('error', end, caller));
      break;
    }
    case 'log': {
      const { artifact, level, message, details } = event;
      const at = placeOf(caller?.())?.long;
      const line = { time: new Date(), level, logger: 'context', at, message: joined(message, details) };
      writeRecord(logOf(artifact), fileRecord(line));
      break;
    }
    case 'run':
      if (event.message !== undefined) {
        writeRecordIfRooted(activeScope()?.log, record('info', runLine(event)));
      }
      break;
    case 'warning':
      writeRecordIfRooted(event.artifact?.log ?? activeScope()?.log, record('warn', event.message));
      break;
  }
}

/** Where a line about an artifact goes: the result that is being loaded may lie under an earlier namespace. */
function logOf(artifact: ArtifactRef): string {
  const scope = activeScope();
  return scope?.artifact.dir === artifact.dir ? scope.log : artifact.log;
}

function tellParent(level: LogLevel, message: string, caller: WhoAsked): void {
  const parent = activeScope()?.log;
  writeRecordIfRooted(parent, record(level, parent === undefined ? message : `dep: ${message}`, caller));
}

function record(level: LogLevel, message: string, caller?: WhoAsked): string {
  return fileRecord({ time: new Date(), level, logger: 'huldra', at: placeOf(caller?.())?.long, message });
}

function text(told: Told | undefined): string {
  return told?.segments.map((segment) => segment.text).join('') ?? '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : shown(error);
}
