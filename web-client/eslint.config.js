import reactHooks from "eslint-plugin-react-hooks";
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";

/**
 * Imports flow one way: wire, lib, i18n, components -> realtime -> features -> app.
 * A feature does not reach into another feature.
 */
const layers = [
  { files: ["src/wire/**", "src/lib/**", "src/i18n/**"], forbid: ["components", "realtime", "features", "app"] },
  { files: ["src/components/**"], forbid: ["realtime", "features", "app"] },
  { files: ["src/realtime/**"], forbid: ["features", "app"] },
  { files: ["src/features/**"], forbid: ["app"] },
];

const features = readdirSync(new URL("./src/features", import.meta.url));

/** What every feature may use of another: the order as the shop speaks of it. */
const sharedFeatures = ["orders"];

const restrict = (groups, message) => ({
  "no-restricted-imports": ["error", { patterns: [{ group: groups, message }] }],
});

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/wire/events.ts", "src/wire/api.ts", "test-results", "playwright-report"] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  reactHooks.configs.flat.recommended,
  {
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "react-hooks/exhaustive-deps": "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "No text is ever rendered as HTML.",
        },
      ],
    },
  },
  ...layers.map(({ files, forbid }) => ({
    files,
    ignores: ["**/*.test.ts", "**/*.test.tsx"],
    rules: restrict(
      forbid.flatMap((layer) => [`@/${layer}/*`, `@/${layer}`]),
      "Imports flow lib, components -> realtime -> features -> app.",
    ),
  })),
  ...features.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: restrict(
      [
        "@/app/*",
        ...features
          .filter((other) => other !== feature && !sharedFeatures.includes(other))
          .map((other) => `@/features/${other}/*`),
      ],
      "A feature uses lib, components, realtime and features/orders; routes put features together.",
    ),
  })),
  {
    files: ["scripts/**", "e2e/**", "*.config.ts", "*.config.js"],
    rules: { "no-console": "off", "react-hooks/rules-of-hooks": "off" },
  },
);
