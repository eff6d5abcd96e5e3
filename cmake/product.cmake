# The library, the command and what is installed with them.

set(data_folder ${CMAKE_INSTALL_FULL_DATADIR}/hongtou)

# The face is compiled once, for the shared library and for the command.
add_library(face OBJECT src/hongtou.c src/hongtou_ahead.c src/hongtou_anchors.c src/hongtou_batch.c src/hongtou_copies.c
            src/hongtou_figures.c src/hongtou_fonts.c src/hongtou_layouts.c src/hongtou_paths.c src/hongtou_places.c
            src/hongtou_render.c src/hongtou_sign.c src/hongtou_report.c src/hongtou_result.c src/hongtou_verify.c
            src/hongtou_verify_json.c)
set_target_properties(face PROPERTIES POSITION_INDEPENDENT_CODE ON)
target_compile_definitions(face PRIVATE HONGTOU_VERSION="${PROJECT_VERSION}"
                           HONGTOU_SIGNER="${CMAKE_INSTALL_FULL_LIBEXECDIR}/hongtou/signer"
                           HONGTOU_INSTALL_DATA="${data_folder}"
                           HONGTOU_SOURCE_FOLDER="${CMAKE_SOURCE_DIR}")
target_include_directories(face PRIVATE src)
foreach(r ${rooms})
  target_include_directories(face PRIVATE src/${r})
endforeach()
target_link_libraries(face PRIVATE PkgConfig::GLIB)

# GNU ld finds what archives need of each other in any order.
set(all_rooms -Wl,--start-group ${rooms} -Wl,--end-group PkgConfig::GLIB ${CMAKE_DL_LIBS})

# The binary interface has a number of its own: see the rule at the head of hongtou.h.
add_library(libhongtou SHARED $<TARGET_OBJECTS:face>)
set_target_properties(libhongtou PROPERTIES OUTPUT_NAME hongtou VERSION ${PROJECT_VERSION}
                      SOVERSION 1 PUBLIC_HEADER src/hongtou.h)
target_link_libraries(libhongtou PRIVATE ${all_rooms})
if(NOT HONGTOU_SANITIZE AND NOT HONGTOU_FUZZ)
  target_link_options(libhongtou PRIVATE -Wl,--no-undefined)
endif()

file(GLOB commands CONFIGURE_DEPENDS src/cli/*.c)
add_executable(hongtou ${commands} $<TARGET_OBJECTS:face>)
target_include_directories(hongtou PRIVATE src src/base)
target_link_libraries(hongtou PRIVATE ${all_rooms})

# The one program that holds a key; it links what it needs and nothing that lays out.
add_executable(signer src/hongtou_signer.c)
set_target_properties(signer PROPERTIES OUTPUT_NAME hongtou-signer)
set(signer_rooms sign verify asn contract xml base)
foreach(r ${signer_rooms})
  target_include_directories(signer PRIVATE src/${r})
endforeach()
target_link_libraries(signer PRIVATE -Wl,--start-group ${signer_rooms} -Wl,--end-group PkgConfig::GLIB
                      PkgConfig::XML2 PkgConfig::ICU PkgConfig::DEFLATE ${CMAKE_DL_LIBS})

configure_file(cmake/hongtou.pc.in hongtou.pc @ONLY)

install(TARGETS hongtou libhongtou)
install(PROGRAMS $<TARGET_FILE:signer> DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/hongtou RENAME signer)
install(FILES ${CMAKE_BINARY_DIR}/hongtou.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(DIRECTORY layouts schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/hongtou)
install(FILES fonts/roles.xml fonts/office.conf DESTINATION ${CMAKE_INSTALL_DATADIR}/hongtou/fonts)
# Fonts that ./run took out of packages, where it did.
install(DIRECTORY fonts/packages DESTINATION ${CMAKE_INSTALL_DATADIR}/hongtou/fonts OPTIONAL)
install(FILES doc/hongtou.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES doc/hongtou.zh.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/zh_CN/man1 RENAME hongtou.1)
install(FILES doc/hongtou-bulletin.5 doc/hongtou-layout.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES doc/hongtou-bulletin.zh.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/zh_CN/man5
        RENAME hongtou-bulletin.5)
install(FILES doc/hongtou-layout.zh.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/zh_CN/man5
        RENAME hongtou-layout.5)
install(FILES doc/bulletin.md doc/layout.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES completions/hongtou.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME hongtou)

# ./run bench
foreach(program bench bench_rows)
  add_executable(${program} EXCLUDE_FROM_ALL tests/bench/${program}.c)
  foreach(r ${rooms})
    target_include_directories(${program} PRIVATE src/${r})
  endforeach()
  target_link_libraries(${program} PRIVATE ${all_rooms})
endforeach()

# The peer beside it, where pango's headers are installed.
pkg_check_modules(PANGOCAIRO IMPORTED_TARGET pangocairo)
if(PANGOCAIRO_FOUND)
  add_executable(bench_pango EXCLUDE_FROM_ALL tests/bench/pango.c)
  target_link_libraries(bench_pango PRIVATE PkgConfig::PANGOCAIRO m)
  add_dependencies(bench bench_pango)
endif()
