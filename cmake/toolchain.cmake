# What makes a build strict and quick: warnings, ccache, mold, sanitizers.
add_compile_options(-Wall -Wextra -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_compile_options(-Wshadow=local)
endif()
# Several files of a room are compiled as one (the presets ask for it): two thirds of the time goes to what libraries'
# templates become in each file again. So a name in a file's own namespace is nobody else's in its room.
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_compile_options(-Wno-subobject-linkage)  # a file that is included is no header here
endif()
if(ANTE_WERROR)
  add_compile_options(-Werror)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # Without these words ccache refuses whatever uses a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    add_compile_options(-fpch-preprocess)
  endif()
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

set(ANTE_SANITIZE "" CACHE STRING "address,undefined or thread")
if(ANTE_SANITIZE)
  add_compile_options(-fsanitize=${ANTE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${ANTE_SANITIZE})
endif()
