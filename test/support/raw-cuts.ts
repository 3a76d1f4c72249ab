import { relative } from 'node:path';
import ts from 'typescript';

/** Names of what bounds a text: constants, and what is called a limit. */
const isLimit = (name: string): boolean =>
  /^[A-Z][A-Z0-9_]+$/.test(name) || /limit|longest|most|max/i.test(name);

/**
 * Every place that cuts the end off a string by itself, at a limit rather than at something found in it, as
 * `file: the call`. The compiler tells strings from lists.
 * @param planted files that are not there, by name
 */
export function rawCuts(
  root: string,
  folders: readonly string[],
  planted: Readonly<Record<string, string>> = {},
): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${root}/tsconfig.json`,
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: () => {},
    },
  );
  const options: ts.CompilerOptions = {
    ...config?.options,
    noEmit: true,
    incremental: false,
    composite: false,
    // Pages are texts too.
    lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (name) => planted[relative(root, name)] ?? readFile.call(host, name);
  host.fileExists = (name) => relative(root, name) in planted || fileExists.call(host, name);
  const ours = (name: string) => folders.some((folder) => relative(root, name).startsWith(`${folder}/`));
  const names = [
    ...folders.flatMap((folder) => ts.sys.readDirectory(`${root}/${folder}`, ['.ts'])),
    ...Object.keys(planted).map((name) => `${root}/${name}`),
  ];
  const program = ts.createProgram(names, options, host);
  const checker = program.getTypeChecker();
  const found: string[] = [];
  for (const source of program.getSourceFiles()) {
    if (!ours(source.fileName) || source.isDeclarationFile) continue;
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isCut(node, checker))
        found.push(
          `${relative(root, source.fileName)}: ${node
            .getText()
            .replace(/\s+(?=\.)/g, '')
            .replace(/\s+/g, ' ')}`,
        );
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...new Set(found)].sort();
}

function isCut({ expression, arguments: given }: ts.CallExpression, checker: ts.TypeChecker): boolean {
  if (!ts.isPropertyAccessExpression(expression)) return false;
  const method = expression.name.text;
  if (!['slice', 'substring', 'substr'].includes(method)) return false;
  const [from, to] = given;
  // Digits and plain letters alone.
  if (/\btoISOString\(\)|\bdigest\(|\bhash\(|\brandomUUID\(\)/.test(expression.getText())) return false;
  if (to === undefined || (method === 'slice' && from?.getText() !== '0')) return false;
  const { flags, types } = checker.getTypeAtLocation(expression.expression) as ts.UnionType;
  const isText = (one: ts.TypeFlags) => (one & ts.TypeFlags.StringLike) !== 0;
  if (!isText(flags) && !types?.some((one) => isText(one.flags))) return false;
  let limited = false;
  const look = (node: ts.Node): void => {
    if (ts.isNumericLiteral(node) && Number(node.text) > 2) limited = true;
    if (ts.isIdentifier(node) && isLimit(node.text)) limited = true;
    ts.forEachChild(node, look);
  };
  look(to);
  return limited;
}
