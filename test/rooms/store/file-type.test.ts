import { expect, test } from '@jest/globals';
import { nameAs } from '../../../src/store/files/file-name.ts';
import { fileType } from '../../../src/store/files/file-type.ts';

/** A zip of empty files, as small as the format allows. */
function zipOf(...names: readonly string[]): Buffer {
  const local = names.map((name) => {
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(name.length, 26);
    return Buffer.concat([head, Buffer.from(name)]);
  });
  const central = names.map((name) => {
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(name.length, 28);
    return Buffer.concat([head, Buffer.from(name)]);
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(Buffer.concat(local).length, 16);
  return Buffer.concat([...local, ...central, end]);
}

const office = (folder: string, ...more: readonly string[]) =>
  zipOf('[Content_Types].xml', `${folder}/document.xml`, ...more);
const openXml = 'application/vnd.openxmlformats-officedocument';

test.each([
  ['a PNG', Buffer.from('89504e470d0a1a0a0000', 'hex'), 'image/png'],
  ['a JPEG', Buffer.from('ffd8ffe000104a46', 'hex'), 'image/jpeg'],
  ['a GIF', Buffer.from('GIF89a....'), 'image/gif'],
  ['a WebP', Buffer.from('RIFF....WEBPVP8 '), 'image/webp'],
  ['another RIFF', Buffer.from('RIFF\0\0\0\0WAVEfmt '), undefined],
  ['a PDF', Buffer.from('%PDF-1.7\n'), 'application/pdf'],
  ['a zip', zipOf('a.txt', 'b/c.txt'), 'application/zip'],
  ['an empty zip', zipOf(), 'application/zip'],
  ['a Word document', office('word'), `${openXml}.wordprocessingml.document`],
  ['an Excel sheet', office('xl'), `${openXml}.spreadsheetml.sheet`],
  ['slides', office('ppt'), `${openXml}.presentationml.presentation`],
  ['a document with macros', office('word', 'word/vbaProject.bin'), undefined],
  ['a zip without a directory', Buffer.from('PK\x03\x04 and no more'), undefined],
  [
    'a zip whose directory lies',
    Buffer.concat([office('word').subarray(0, -6), Buffer.alloc(6, 0xff)]),
    undefined,
  ],
  ['text', Buffer.from('Grüße 👋\n'), 'text/plain'],
  ['a page, which is text to us', Buffer.from('<script>alert(1)</script>'), 'text/plain'],
  ['text with a NUL', Buffer.from('a\0b'), undefined],
  ['text of another encoding', Buffer.from('Grüße', 'latin1'), undefined],
  ['a program', Buffer.from('4d5a90000300', 'hex'), undefined],
  ['nothing', Buffer.alloc(0), undefined],
])('%s is told by its bytes', (_what, bytes, type) => {
  expect(fileType(bytes)).toBe(type);
});

test.each([
  ['notes.txt', 'text/plain', 'notes.txt'],
  ['Trace.LOG', 'text/plain', 'Trace.LOG'],
  ['README', 'text/plain', 'README'],
  ['fix.bat', 'text/plain', 'fix.bat.txt'],
  ['page.html', 'text/plain', 'page.html.txt'],
  ['setup.exe.', 'text/plain', 'setup.exe..txt'],
  ['screen.png', 'text/plain', 'screen.png.txt'],
  ['photo.JPEG', 'image/jpeg', 'photo.JPEG'],
  ['photo.scr', 'image/png', 'photo.scr.png'],
  ['tool.jar', 'application/zip', 'tool.jar.zip'],
])('%s, whose bytes are %s, is kept as %s', (name, type, kept) => {
  expect(nameAs(name, type)).toBe(kept);
});
