import { followColorScheme } from '../look/scheme.ts';
import { Desk } from './desk/desk.ts';
import { connectToWindow, takeReturn } from './effects.ts';
import { Console } from './parts/console.ts';

followColorScheme();
const desk = new Desk();
connectToWindow(desk);
desk.resume(takeReturn());

const page = new Console();
page.desk = desk;
document.querySelector('#app')?.replaceWith(page);
