--- Put before a spec (busted --helper): the host has set a locale that writes a decimal comma.
assert(os.setlocale "de_DE.UTF-8", "no locale de_DE.UTF-8 in LOCPATH")
assert(tostring(1.5) == "1,5")
