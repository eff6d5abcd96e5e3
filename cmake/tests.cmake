pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)

# One executable per tests/unit/*.c, linked with every room.
file(GLOB units CONFIGURE_DEPENDS tests/unit/*.c)
foreach(unit ${units})
  get_filename_component(name ${unit} NAME_WE)
  add_executable(${name} ${unit})
  target_compile_definitions(${name} PRIVATE SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  foreach(r ${rooms})
    target_include_directories(${name} PRIVATE src/${r})
  endforeach()
  target_link_libraries(${name} PRIVATE ${rooms} PkgConfig::GLIB PkgConfig::CMOCKA PkgConfig::ICU PkgConfig::XML2 PkgConfig::HARFBUZZ PkgConfig::DEFLATE PkgConfig::ZIP PkgConfig::JPEG)
  if(name STREQUAL test_hongtou) # the library's face, see product.cmake
    target_sources(${name} PRIVATE $<TARGET_OBJECTS:face>)
    target_include_directories(${name} PRIVATE src)
  endif()
  if(name STREQUAL test_sign_signer) # starts them
    add_dependencies(${name} signer hongtou)
  endif()
  add_test(NAME unit/${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endforeach()

# One target per tests/fuzz/fuzz_*.c: fuzz_x with the fuzzing engine, else replay_x, which gives it
# the corpus.
file(GLOB fuzzers CONFIGURE_DEPENDS tests/fuzz/fuzz_*.c)
foreach(fuzzer ${fuzzers})
  get_filename_component(name ${fuzzer} NAME_WE)
  if(HONGTOU_FUZZ)
    add_executable(${name} ${fuzzer})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    string(REPLACE fuzz_ replay_ name ${name})
    add_executable(${name} ${fuzzer} tests/fuzz/replay.c)
  endif()
  target_compile_definitions(${name} PRIVATE SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  foreach(r ${rooms})
    target_include_directories(${name} PRIVATE src/${r})
  endforeach()
  target_link_libraries(${name} PRIVATE ${rooms} PkgConfig::GLIB PkgConfig::XML2)
  if(name MATCHES "_render$") # through the library's face
    target_sources(${name} PRIVATE $<TARGET_OBJECTS:face>)
    target_include_directories(${name} PRIVATE src)
  endif()
endforeach()

# The sample against the scanned notice, where that is at hand, and against its own arithmetic.
find_package(Python3 COMPONENTS Interpreter)
if(Python3_FOUND)
  add_test(NAME corpus/sample COMMAND ${Python3_EXECUTABLE} tests/corpus/check_sample.py
           WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  add_test(NAME corpus/documents COMMAND ${Python3_EXECUTABLE} tests/corpus/check_corpus.py
           $<TARGET_FILE:hongtou> WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endif()
