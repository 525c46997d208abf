import { suggestion } from "../../config/suggest.ts";
import { DynError } from "../../errors.ts";
import {
  type Reported,
  type ReportKind,
  renderReport,
  reportKinds,
} from "../../reporters/report.ts";
import { checkFile, writeFileWhole } from "./report-file.ts";

/** A report that was asked for. */
export interface Report {
  readonly kind: ReportKind;
  /** As the user typed it. */
  readonly file: string;
}

const form = "write KIND=FILE, several with commas between: html=report.html,junit=junit.xml";

/** Collects `--report`, which may be given several times. */
export function reportOption(
  text: string,
  before: readonly Report[] | undefined,
): readonly Report[] {
  return [...(before ?? []), ...parseReports(text)];
}

/**
 * `html=report.html,junit=junit.xml`
 * @throws DynError "usage" for what is no such list
 */
export function parseReports(text: string): readonly Report[] {
  return text.split(",").map(part => {
    const [, name = "", file = ""] = /^([^=]*)=?(.*)$/s.exec(part.trim()) ?? [];
    const kind = reportKinds.find(each => each === name);
    if (kind === undefined) throw unknownKind(name);
    if (file === "") throw new DynError("usage", `--report ${name} names no file`, { hint: form });
    return { kind, file };
  });
}

function unknownKind(name: string): DynError {
  const what = name === "" ? "--report with an empty part" : `--report: no kind "${name}"`;
  return new DynError("usage", `${what}${suggestion(name, reportKinds)}`, {
    hint: `${form}\nkinds are ${reportKinds.join(", ")}`,
  });
}

/**
 * Finds, before a long run, what would keep its reports from being written.
 * @throws DynError "usage" when two go to one file; "invalid" when a place cannot be written to
 */
export async function checkReports(reports: readonly Report[], cwd: string): Promise<void> {
  const taken = new Map<string, Report>();
  for (const report of reports) {
    const path = await checkFile(report.file, cwd);
    const other = taken.get(path);
    if (other !== undefined) {
      const kinds =
        other.kind === report.kind ? `${report.kind} twice` : `${other.kind} and ${report.kind}`;
      throw new DynError("usage", `two reports go to ${report.file}: ${kinds}`, {
        hint: "name a file of its own for each",
      });
    }
    taken.set(path, report);
  }
}

/**
 * Writes each report and tells of it; one that fails does not keep the others from being written.
 * @throws DynError "failed" that names those that could not be written
 */
export async function writeReports(
  reports: readonly Report[],
  reported: Reported,
  cwd: string,
  onWritten: (file: string) => Promise<void> = async () => {},
): Promise<void> {
  const failures: DynError[] = [];
  for (const { kind, file } of reports) {
    try {
      await writeFileWhole(file, cwd, await renderReport(kind, reported));
      await onWritten(file);
    } catch (error) {
      if (!(error instanceof DynError)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first === undefined) return;
  const message = failures.map(failure => failure.message).join("\n");
  throw new DynError("failed", message, { hint: first.hint, cause: first.cause });
}
