"""Takes files out of a wheel. Reads {"wheel", "to", "take": [{"from", "to", "executable"?}]} from standard input.

A "from" that ends in "/" is a folder and is taken with everything below it. Modes are set whatever the umask: another
user (the one that PostgreSQL runs as) must be able to read and run what is unpacked.
"""

import json
import os
import shutil
import sys
import zipfile

order = json.load(sys.stdin)
root = os.path.realpath(order["to"])
taken = {rule["from"]: 0 for rule in order["take"]}

with zipfile.ZipFile(order["wheel"]) as wheel:
    for member in wheel.infolist():
        if member.is_dir():
            continue
        for rule in order["take"]:
            source, target = rule["from"], rule["to"]
            if source.endswith("/") and member.filename.startswith(source):
                target = target + member.filename[len(source) :]
            elif member.filename != source:
                continue
            path = os.path.realpath(os.path.join(root, target))
            if not path.startswith(root + os.sep):
                sys.exit(f"{member.filename} points outside")
            folder = root
            for part in os.path.relpath(os.path.dirname(path), root).split(os.sep):
                folder = os.path.join(folder, part)
                if not os.path.isdir(folder):
                    os.mkdir(folder)
                os.chmod(folder, 0o755)
            # Reading to the end checks the CRC of the member.
            with wheel.open(member) as inside, open(path, "wb") as outside:
                shutil.copyfileobj(inside, outside, 1 << 20)
            program = rule.get("executable") or (member.external_attr >> 16) & 0o111
            os.chmod(path, 0o755 if program else 0o644)
            taken[source] += 1

missing = [source for source, count in taken.items() if count == 0 and not source.endswith("/")]
if missing:
    sys.exit(f"the wheel has no {missing[0]}")
