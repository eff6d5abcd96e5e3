# The library, the command and what is installed with them.

set(data_folder ${CMAKE_INSTALL_FULL_DATADIR}/hongtou)

# The face is compiled once, for the shared library and for the command.
add_library(face OBJECT src/hongtou.c src/hongtou_ahead.c src/hongtou_anchors.c src/hongtou_batch.c src/hongtou_contain.c
            src/hongtou_copies.c
            src/hongtou_doctor.c src/hongtou_explain.c src/hongtou_figures.c src/hongtou_fill.c src/hongtou_fonts.c
            src/hongtou_join.c src/hongtou_layouts.c src/hongtou_new.c src/hongtou_paths.c src/hongtou_places.c src/hongtou_render.c
            src/hongtou_report.c src/hongtou_report_table.c src/hongtou_result.c src/hongtou_seal.c src/hongtou_sign.c src/hongtou_sign_file.c
            src/hongtou_verify.c
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

# Everything of the command but its main, for the two programs that are it.
file(GLOB commands CONFIGURE_DEPENDS src/cli/*.c)
list(REMOVE_ITEM commands ${CMAKE_SOURCE_DIR}/src/cli/cli_main.c)
add_library(command OBJECT ${commands})
target_include_directories(command PRIVATE src src/base)
target_compile_definitions(command PRIVATE HONGTOU_LIBEXEC="${CMAKE_INSTALL_FULL_LIBEXECDIR}/hongtou")
target_link_libraries(command PRIVATE PkgConfig::GLIB)
add_executable(hongtou src/cli/cli_main.c $<TARGET_OBJECTS:command> $<TARGET_OBJECTS:face>)
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

# What watch and preview become: a program of its own, so that no other command loads an HTTP server.
pkg_check_modules(SOUP IMPORTED_TARGET libsoup-3.0 gio-2.0)
if(SOUP_FOUND)
  file(GLOB preview CONFIGURE_DEPENDS src/preview/*.c)
  add_executable(hongtou-preview src/hongtou_preview.c ${preview} $<TARGET_OBJECTS:command> $<TARGET_OBJECTS:face>)
  target_include_directories(hongtou-preview PRIVATE src src/base src/cli src/preview)
  target_link_libraries(hongtou-preview PRIVATE ${all_rooms} PkgConfig::SOUP)
  install(TARGETS hongtou-preview DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/hongtou)
endif()

configure_file(cmake/hongtou.pc.in hongtou.pc @ONLY)

install(TARGETS hongtou libhongtou)
install(PROGRAMS $<TARGET_FILE:signer> DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/hongtou RENAME signer)
install(FILES ${CMAKE_BINARY_DIR}/hongtou.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(DIRECTORY layouts schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/hongtou)
install(DIRECTORY preview DESTINATION ${CMAKE_INSTALL_DATADIR}/hongtou)
install(DIRECTORY samples DESTINATION ${CMAKE_INSTALL_DATADIR}/hongtou USE_SOURCE_PERMISSIONS)
install(PROGRAMS fonts/fetch DESTINATION ${CMAKE_INSTALL_DATADIR}/hongtou/fonts)
install(FILES fonts/roles.xml fonts/office.conf DESTINATION ${CMAKE_INSTALL_DATADIR}/hongtou/fonts)
# Fonts that ./run took out of packages, where it did.
install(DIRECTORY fonts/packages DESTINATION ${CMAKE_INSTALL_DATADIR}/hongtou/fonts OPTIONAL)
install(FILES doc/hongtou.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES doc/hongtou.zh.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/zh_CN/man1 RENAME hongtou.1)
install(FILES doc/hongtou-bulletin.5 doc/hongtou-layout.5 doc/hongtou-signing.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES doc/hongtou-bulletin.zh.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/zh_CN/man5
        RENAME hongtou-bulletin.5)
install(FILES doc/hongtou-layout.zh.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/zh_CN/man5
        RENAME hongtou-layout.5)
install(FILES doc/bulletin.md doc/layout.md doc/signing.md doc/clauses.md doc/editors.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES completions/_hongtou DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES completions/hongtou.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES doc/hongtou-signing.zh.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/zh_CN/man5
        RENAME hongtou-signing.5)
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
