import { parseYaml, type YamlFile } from "../../config/yaml-file.ts";
import { DynError, type Place, type Problem } from "../../errors.ts";
import { Part } from "../../scenario/part.ts";

/** An entry of a file: a member, as yet unread. */
export interface Entry {
  readonly part: Part;
  readonly place: Place;
}

export interface Entries {
  readonly entries: readonly Entry[];
  /** The mistakes of the file; the parts of the entries add to them. */
  readonly problems: Problem[];
}

const form = 'such as {"put": {"table": "Users", "item": {"Id": "a"}}}, one a line, or a YAML list';

/** The entries of a transaction's text: a YAML or JSON list, one alone, or JSON lines. */
export function entriesIn(text: string, file: string): Entries {
  const problems: Problem[] = [];
  const entries = isLines(text) ? lines(text, file, problems) : list(text, file, problems);
  if (entries.length === 0 && problems.length === 0) {
    problems.push({
      message: "there is nothing to do",
      place: { file, line: 1, column: 1 },
      hint: form,
    });
  }
  return { entries, problems };
}

/** Whether the first line that says something is a whole object, as in JSON lines. */
function isLines(text: string): boolean {
  const first = text.split("\n").find(line => !/^\s*(?:#.*)?$/.test(line)) ?? "";
  return /^\ufeff?\s*\{.*\}\s*$/.test(first);
}

function lines(text: string, file: string, problems: Problem[]): Entry[] {
  return text.split(/\r?\n/).flatMap((line, before) => {
    try {
      const yaml = movedDown(parseYaml(line, file), before);
      problems.push(...yaml.problems);
      return yaml.data === null ? [] : [entryAt(yaml, [], problems)];
    } catch (error) {
      if (!(error instanceof DynError) || error.problems.length === 0) throw error;
      problems.push(...error.problems.map(problem => problemDown(problem, before)));
      return [];
    }
  });
}

function list(text: string, file: string, problems: Problem[]): Entry[] {
  const yaml = parseYaml(text, file);
  problems.push(...yaml.problems);
  const { data } = yaml;
  if (data === null) return [];
  if (!Array.isArray(data)) return [entryAt(yaml, [], problems)];
  return [...data.keys()].map(position => entryAt(yaml, [position], problems));
}

function entryAt(yaml: YamlFile, path: readonly number[], problems: Problem[]): Entry {
  return { part: new Part(yaml, path, problems), place: yaml.place(path) };
}

function movedDown(yaml: YamlFile, lines: number): YamlFile {
  return {
    ...yaml,
    problems: yaml.problems.map(problem => problemDown(problem, lines)),
    place: (path, options) => placeDown(yaml.place(path, options), lines),
  };
}

function problemDown(problem: Problem, lines: number): Problem {
  return problem.place ? { ...problem, place: placeDown(problem.place, lines) } : problem;
}

function placeDown(place: Place, lines: number): Place {
  return { ...place, line: place.line + lines };
}
