"""Subjects."""

from django.apps import AppConfig


class SubjectsConfig(AppConfig):
    """Whatever can be discussed, followed, reported, linked or cited."""

    name = "samenspel.subjects"
    label = "subjects"
