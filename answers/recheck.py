"""Runs the certificates of this folder again: `pip install z3-solver`, then `python recheck.py`.

A certificate is an SMT-LIB text in which every check asks for a request that contradicts the claim. It holds if the text is the
one that was named (SHA-256) and the solver answers each check as expected: `unsat`, there is no such request. The last line is
JSON: how many certificates there are, how many hold, and which do not. Ends with 0 if all hold.
"""

import hashlib
import json
import pathlib
import sys

import z3


def answers(text):
    context = z3.Context()
    return z3.Z3_eval_smtlib2_string(context.ref(), "(set-option :timeout 60000)\n" + text).split()


def problem(certificate):
    text = certificate["smt"]
    if hashlib.sha256(text.encode()).hexdigest() != certificate["claim"]:
        return "the text is not the one that was named"
    said = answers(text)
    return None if said == certificate["expected"] else "the solver says " + " ".join(said)


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    files = sorted(folder.glob("*.json"))
    failed = {}
    for file in files:
        found = problem(json.loads(file.read_text(encoding="utf-8")))
        if found is not None:
            failed[file.stem] = found
    summary = {"solver": z3.get_version_string(), "certificates": len(files), "hold": len(files) - len(failed), "failed": failed}
    print(json.dumps(summary))
    return 1 if failed or not files else 0


if __name__ == "__main__":
    sys.exit(main())
