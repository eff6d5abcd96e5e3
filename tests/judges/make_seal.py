#!/usr/bin/env python3
"""usage: make_seal.py OUT.png — a plainly fictitious round seal with alpha, marked 样章 (specimen)."""
import struct
import sys
import zlib

SIZE = 497  # 42 mm at 300 dpi
RED = b"\xe6\x14\x14"
# 样 and 章 on a 16 × 16 grid, drawn for this file
ROWS = {
    "样": ["....x....x....x.", "....x.....x..x..", "....x......x....", ".xxxxxx.xxxxxxx.",
          "....x......x....", "...xx......x....", "...xxx.xxxxxxxx.", "..x.x.x....x....",
          "..x.x.x....x....", ".x..x......x....", ".x..x.xxxxxxxxxx", "x...x......x....",
          "....x......x....", "....x......x....", "....x......x....", "....x......x...."],
    "章": [".......x........", ".xxxxxxxxxxxxxx.", "....x.....x.....", ".....x...x......",
          "xxxxxxxxxxxxxxxx", "................", "..xxxxxxxxxxx...", "..x.........x...",
          "..xxxxxxxxxxx...", "..x.........x...", "..xxxxxxxxxxx...", ".......x........",
          "xxxxxxxxxxxxxxxx", ".......x........", ".......x........", ".......x........"],
}


def inked(x, y):
    middle = (SIZE - 1) / 2
    away = ((x - middle) ** 2 + (y - middle) ** 2) ** 0.5
    if middle - 12 <= away <= middle:
        return True
    cell = 9
    for sign, left in (("样", middle - 17 * cell), ("章", middle + cell)):
        column, row = int((x - left) // cell), int((y - middle + 8 * cell) // cell)
        if 0 <= column < 16 and 0 <= row < 16 and ROWS[sign][row][column] == "x":
            return True
    return False


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def main():
    rows = b"".join(b"\0" + b"".join(RED + (b"\xff" if inked(x, y) else b"\0") for x in range(SIZE))
                    for y in range(SIZE))
    with open(sys.argv[1], "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n")
        out.write(chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0)))
        out.write(chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


if __name__ == "__main__":
    main()
