/** Keeps Web Awesome's dark mode, which is a class, in step with the reader's system. */
export function followColorScheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => document.documentElement.classList.toggle('wa-dark', dark.matches);
  dark.addEventListener('change', apply);
  apply();
}
