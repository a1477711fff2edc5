/** The JPEG with a position in its EXIF block, as a telephone writes it: 36°4'3" N 120°22'57" E. */
export function located(jpeg: Buffer): Buffer {
  const exif = Buffer.concat([Buffer.from("Exif\0\0"), tiff()]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
}

/** Big-endian TIFF: the first directory at 8 names the one at 26, whose values stand from 80. */
function tiff(): Buffer {
  const parts: Buffer[] = [];
  const short = (value: number) => parts.push(Buffer.from([value >> 8, value & 0xff]));
  const long = (value: number) => parts.push(Buffer.from([value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff]));
  const entry = (tag: number, kind: number, count: number, value: () => void) => {
    short(tag);
    short(kind);
    long(count);
    value();
  };
  const letter = (text: string) => () => parts.push(Buffer.from(`${text}\0\0\0`));
  parts.push(Buffer.from("MM\0*"));
  long(8);
  short(1);
  entry(0x8825, 4, 1, () => long(26));
  long(0);
  short(4);
  entry(1, 2, 2, letter("N"));
  entry(2, 5, 3, () => long(80));
  entry(3, 2, 2, letter("E"));
  entry(4, 5, 3, () => long(104));
  long(0);
  for (const value of [36, 4, 3, 120, 22, 57]) {
    long(value);
    long(1);
  }
  return Buffer.concat(parts);
}
