import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export interface FoundPattern {
  /** `src/sync/render.ts:51` */
  readonly where: string;
  readonly pattern: RegExp;
}

/** Every regular expression that stands as a literal in the TypeScript of these folders, and each place that builds one. */
export function patternsInSource(
  root: string,
  folders: readonly string[],
): { literals: readonly FoundPattern[]; built: readonly string[] } {
  const literals: FoundPattern[] = [];
  const built: string[] = [];
  for (const folder of folders) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const file = `${folder}/${name.replaceAll('\\', '/')}`;
      const source = ts.createSourceFile(
        file,
        readFileSync(join(root, file), 'utf8'),
        ts.ScriptTarget.Latest,
        true,
      );
      const visit = (node: ts.Node): void => {
        const where = `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
        if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
          const text = node.getText();
          const end = text.lastIndexOf('/');
          literals.push({ where, pattern: new RegExp(text.slice(1, end), text.slice(end + 1)) });
        }
        if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp')
          built.push(file);
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
  }
  return { literals, built };
}
