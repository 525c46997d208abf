import { describe, expect, it } from "vitest";
import { failureText } from "../../src/cli/failure.ts";
import { DynError } from "../../src/errors.ts";
import { paint } from "../../src/output/paint.ts";

const plain = paint(false);

describe("an error's text", () => {
  it("says what is wrong, then what to do", () => {
    const error = new DynError("failed", "UserSesions: no such table on local", {
      hint: "did you mean UserSessions?",
    });
    expect(failureText(error, plain, false)).toBe(
      "error: UserSesions: no such table on local\n       did you mean UserSessions?\n",
    );
  });

  it("lists every problem of a file with its place", () => {
    const place = (line: number) => ({ file: "users.yaml", line, column: 7 });
    const error = new DynError("invalid", "2 problems in users.yaml", {
      problems: [
        { message: 'unknown operation "getItem"; did you mean "get"?', place: place(14) },
        { message: "no such function", place: place(22), hint: "did you mean zipf?" },
      ],
    });
    expect(failureText(error, plain, false)).toBe(
      `error: users.yaml:14:7  unknown operation "getItem"; did you mean "get"?
error: users.yaml:22:7  no such function
       did you mean zipf?
2 problems in users.yaml
`,
    );
  });

  it("tells the cause only when asked", () => {
    const error = new DynError("connection", "cannot reach it", {
      cause: new Error("ECONNREFUSED"),
    });
    expect(failureText(error, plain, false)).not.toContain("ECONNREFUSED");
    expect(failureText(error, plain, true)).toContain("cause: Error: ECONNREFUSED");
  });

  it("never tells what a provider of credentials said, however deep", () => {
    const provider = Object.assign(new Error("credential_process printed hunter2"), {
      name: "CredentialsProviderError",
      cause: new Error("token hunter3"),
    });
    const denied = new DynError("denied", "no usable AWS credentials", { cause: provider });
    for (const error of [denied, new DynError("failed", "Orders", { cause: denied })]) {
      const text = failureText(error, plain, true);
      expect(text).toContain("cause: CredentialsProviderError");
      expect(text).not.toContain("hunter");
    }
  });

  it("lets no control character of a message reach the terminal", () => {
    const error = new DynError("failed", "table \u001b[31mred\u001b[0m\r gone", {
      hint: "a\u0007b",
    });
    const text = failureText(error, plain, true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });
});
