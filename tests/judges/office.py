"""An office that is not ours: LibreOffice without a window, with the fonts that we see, started once
for many files."""
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "fonts/packages", "/usr/share/fonts", "/usr/local/share/fonts",
           Path.home() / ".local/share/fonts", Path.home() / ".fonts")


def present():
    return shutil.which("soffice") is not None


class Office:
    def __init__(self, work, folders=FOLDERS):
        self.work = Path(work)
        listed = "".join(f"<dir>{f}</dir>" for f in folders if Path(f).is_dir())
        conf = self.work / "fonts.conf"
        conf.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
                        f"{listed}<cachedir>{self.work}/fontcache</cachedir>"
                        f"<include>{ROOT}/fonts/office.conf</include></fontconfig>\n")
        self.env = os.environ | {"FONTCONFIG_FILE": str(conf)}

    def convert(self, files, kind, folder):
        """All files into folder as .pdf, .odt …; the paths made, in order."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        command = ["soffice", f"-env:UserInstallation=file://{self.work}/profile", "--headless",
                   "--convert-to", kind, "--outdir", str(folder)]
        said = subprocess.run(command + [str(f) for f in files], env=self.env, text=True,
                              capture_output=True, check=False, timeout=600)
        made = [folder / (Path(f).stem + "." + kind) for f in files]
        for path in made:
            if not path.exists():
                raise RuntimeError(f"{path.name} was not made: {said.stdout}{said.stderr}")
        return made
