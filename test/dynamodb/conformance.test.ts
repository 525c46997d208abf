import { createDocumentClient } from "../../src/dynamodb/document.ts";
import { createSdkClient } from "../../src/dynamodb/sdk.ts";
import { createWireClient } from "../../src/dynamodb/wire.ts";
import { conformance } from "./conformance.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

conformance("wire", async (endpoint, options) => createWireClient(endpoint, options));
conformance("sdk", createSdkClient);
conformance("document", createDocumentClient, { losesProto: true });
