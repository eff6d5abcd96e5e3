"""A headless Chromium by its driver, over the WebDriver protocol itself: nothing but Python's own library."""
import base64
import json
import shutil
import subprocess
import time
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"PageDown": "\ue00f", "PageUp": "\ue00e", "Control": "\ue009", "Alt": "\ue00a", "Right": "\ue014", "Down": "\ue015", "Escape": "\ue00c",
        "Tab": "\ue004", "Enter": "\ue007"}


def found():
    return all(shutil.which(name) for name in ("chromium", "chromedriver"))


class Browser:
    def __init__(self, width=1366, height=768):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.driver.stdout:
            if "started successfully on port" in line:
                self.base = "http://127.0.0.1:" + line.rsplit(" ", 1)[1].strip().rstrip(".")
                break
        args = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1", f"--window-size={width},{height}"]
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": {"args": args}, "goog:loggingPrefs": {"browser": "ALL"}}}}
        try:
            self.session = "/session/" + self.call("POST", "/session", wanted)["sessionId"]
        except RuntimeError:
            self.driver.terminate()
            self.driver.wait()
            raise

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as fault:
            raise RuntimeError(json.load(fault)["value"]["message"][:300]) from None

    def post(self, path, **body):
        return self.call("POST", self.session + path, body)

    def open(self, address):
        self.post("/url", url=address)

    def script(self, text, *args):
        return self.post("/execute/sync", script=text, args=list(args))

    def promise(self, text, *args):
        """The value of an async function's body."""
        value = self.post("/execute/async", script="const done = arguments[arguments.length - 1];"
                          f"(async () => {{ {text} }})().then(done, (e) => done('FAULT ' + e));", args=list(args))
        return value

    def wait(self, condition, seconds=15):
        """Until the expression holds; its value, or None."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.script("return " + condition)
            if value:
                return value
            time.sleep(0.05)
        return None

    def size(self, width, height):
        self.post("/window/rect", width=width, height=height)

    def shot(self, path):
        with open(path, "wb") as out:
            out.write(base64.b64decode(self.call("GET", self.session + "/screenshot")))

    def keys(self, *names):
        """Keys one after the other; a name with + holds the first: Control+s."""
        actions = []
        for name in names:
            held, _, key = name.rpartition("+") if len(name) > 1 and "+" in name else ("", "", name)
            key = KEYS.get(key, key)
            modifier = KEYS.get(held)
            actions += [{"type": "keyDown", "value": modifier}] if modifier else []
            actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
            actions += [{"type": "keyUp", "value": modifier}] if modifier else []
        self.post("/actions", actions=[{"type": "key", "id": "k", "actions": actions}])

    def drag(self, start, end):
        move = lambda at, ms: {"type": "pointerMove", "duration": ms, "x": round(at[0]), "y": round(at[1])}
        self.post("/actions", actions=[{"type": "pointer", "id": "m", "parameters": {"pointerType": "mouse"}, "actions": [
            move(start, 0), {"type": "pointerDown", "button": 0}, move(end, 60), {"type": "pointerUp", "button": 0}]}])

    def click(self, at):
        self.drag(at, at)

    def log(self):
        return [entry["message"] for entry in self.call("POST", self.session + "/se/log", {"type": "browser"}) if entry["level"] in ("SEVERE", "WARNING")]

    def close(self):
        try:
            self.call("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()
