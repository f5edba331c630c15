"""Names that no user of a package would think of: keys that begin with two underscores, and are none that Python or many libraries give a meaning to."""

from beartrap.model.regex import regex

_PRIVATE = regex(r"__\w*[^\W_]")
_WORDS = """
    class dict doc name module code call func init globals wrapped self proto esModule file version main all path spec typename slots annotations members mro bases base qualname defaults
    kwdefaults closure builtins loader package cached new del repr str bytes format lt le eq ne gt ge hash bool len iter next contains reversed getitem setitem delitem missing getattr
    getattribute setattr delattr dir get set delete set_name objclass init_subclass subclasses subclasshook instancecheck subclasscheck class_getitem mro_entries prepare enter exit aenter
    aexit await aiter anext int float complex index round trunc floor ceil copy deepcopy reduce reduce_ex getstate setstate getnewargs getnewargs_ex origin args parameters supertype bound
    constraints total required_keys optional_keys type_params weakref traceback cause context notes debug post_init match_args dataclass_fields dataclass_params signature text_signature
    array array_interface array_struct array_function array_ufunc array_priority array_namespace dataframe dlpack dlpack_device tablename table table_args mapper fields author license title
    """
_OF_PYTHON = frozenset(_WORDS.split())
"""Names of Python's data model (docs.python.org/3/reference/datamodel.html), of its standard library and of what everybody builds on it."""


def is_private(key: str) -> bool:
    """Whether a key is one that no user of a package would think of."""
    return key.startswith("__") and bool(_PRIVATE.match(key)) and key.strip("_") not in _OF_PYTHON
