#!/bin/sh
# Makes the namespace where it is missing. Histories of ended workflows are kept for 14 days.
set -eu

if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then exit 0; fi
temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 14d
