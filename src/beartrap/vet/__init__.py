"""An update, old against new: does this trusted-looking update carry what it should not?"""
