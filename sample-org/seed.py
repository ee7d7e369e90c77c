#!/usr/bin/env python3
"""Puts the organisation "Boutique Cake Shop" into a running moto server.

usage: seed.py <endpoint> [manifest]

The server has to be fresh and started with MOTO_IAM_LOAD_MANAGED_POLICIES=true (scripts/services/moto.mjs does). The
order of the calls is part of the result: moto numbers accounts, keys and roles by a random sequence that starts anew
with every run. There is no file system of Amazon EFS in it: AWS does not say how conditions of guardrails and accounts
bind NFS clients, so that most answers about one would be unknown. Nor is there anything in the Glue Data Catalog: what
Lake Formation permits is not read yet, so that every answer about it would be unknown. What moto cannot hold is in KNOWN_REFUSALS; any other refusal ends the script with an error.
"""
import json
import sys

from seeding import compute, directory, organization, principals, storage
from seeding.emulator import Emulator

# Calls that moto 5.2.5 does not implement, or only in part.
KNOWN_REFUSALS = {
    "organizations.resource_policy",
    "sso.create_instance",
    "sso.boundary",
    "s3.directory_bucket",
    "s3tables.policy",
    "eks.pod_identity",
    "eks.access_entry",
    "backup.policy",
    "cognito.roles",
    "rolesanywhere.anchor",
    "accessanalyzer.analyzer",
}


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    emulator = Emulator(sys.argv[1])
    emulator.start_random_sequence(42)
    shop = organization.build(emulator)
    directory.build(shop)
    principals.build(shop)
    storage.build(shop)
    compute.build(shop)
    finish(emulator)


def finish(emulator):
    """Writes the manifest and judges the refusals."""
    if len(sys.argv) > 2:
        with open(sys.argv[2], "w", encoding="utf-8") as file:
            json.dump(emulator.manifest, file, indent=1)
    print(f"{emulator.accepted} calls accepted, {len(emulator.refused)} refused")
    surprises = {step: error for step, error in emulator.refused if step not in KNOWN_REFUSALS}
    if surprises:
        sys.exit(f"unexpected refusals (was moto started with MOTO_IAM_LOAD_MANAGED_POLICIES=true?): {surprises}")


if __name__ == "__main__":
    main()
