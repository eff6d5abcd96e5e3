"""Programs that take the text out of a PDF, each as it does when nobody asks for more. A reader is None
where it is not installed: the Python ones and pdf.js lie where fetch puts them."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(os.environ.get("HONGTOU_JUDGES") or
              Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "hongtou-judges")
PYTHON = FOLDER / "python" / "bin" / "python"

PDFJS = """
import fs from 'fs';
import { createRequire } from 'module';
const folder = createRequire(import.meta.url).resolve('pdfjs-dist/package.json').replace('package.json', '');
const build = folder + 'legacy/build/pdf';
const { getDocument } = await import(build + (fs.existsSync(build + '.mjs') ? '.mjs' : '.js'))
  .then((m) => (m.getDocument ? m : m.default));
const data = new Uint8Array(fs.readFileSync(process.argv[2]));
const pdf = await getDocument({ data, verbosity: 0 }).promise;
let out = '';
for (let i = 1; i <= pdf.numPages; i++) {
  const text = await (await pdf.getPage(i)).getTextContent();
  for (const item of text.items) out += item.str + (item.hasEOL ? '\\n' : '');
  out += '\\n';
}
console.log(out);
"""
CODE = {
    "pdfium": "import sys, pypdfium2; print('\\n'.join(p.get_textpage().get_text_range()"
              " for p in pypdfium2.PdfDocument(sys.argv[1])))",
    "pdfminer": "import sys; from pdfminer.high_level import extract_text; print(extract_text(sys.argv[1]))",
    "pypdf": "import sys, pypdf; print('\\n'.join(p.extract_text() for p in pypdf.PdfReader(sys.argv[1]).pages))",
}
MODULE = {"pdfium": "pypdfium2", "pdfminer": "pdfminer", "pypdf": "pypdf"}
NAMES = ("poppler", "mupdf", "pdfium", "pdfminer", "pypdf", "pdfjs")
OPTIONAL = ("pdfjs",)  # asks for a Node.js that no package list names


def command(name):
    if name == "poppler":
        return ["pdftotext"] if shutil.which("pdftotext") else None
    if name == "mupdf":
        return ["mutool", "draw", "-q", "-F", "text"] if shutil.which("mutool") else None
    if name == "pdfjs":
        if not shutil.which("node") or not (FOLDER / "node_modules" / "pdfjs-dist").exists():
            return None
        script = FOLDER / "pdfjs-text.mjs"
        script.write_text(PDFJS, encoding="utf-8")
        return ["node", str(script)]
    for python in (str(PYTHON), sys.executable):
        asked = [python, "-c", "import " + MODULE[name]]
        if Path(python).exists() and subprocess.run(asked, capture_output=True).returncode == 0:
            return [python, "-c", CODE[name]]
    return None


def found():
    """The installed readers, by name, each a function from a file to its text."""
    def reader(name, call):
        tail = ["-"] if name == "poppler" else []
        return lambda pdf: subprocess.run(call + [str(pdf)] + tail, capture_output=True).stdout.decode(
            "utf-8", "replace")
    calls = {name: command(name) for name in NAMES}
    return {name: reader(name, call) for name, call in calls.items() if call}


def missing_in_ci(readers):
    lost = [name for name in NAMES if name not in readers]
    for name in lost:
        print(f"skipped: the reader {name} is not installed")
    return [name for name in lost if name not in OPTIONAL] if os.environ.get("CI") == "true" else []
