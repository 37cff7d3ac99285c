package dev.referee.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may know which; packages that are still empty are fine. */
@AnalyzeClasses(packages = "dev.referee", importOptions = ImportOption.DoNotIncludeTests.class)
class CoreRulesTest {

    private static final String[] CORE = {"dev.referee.call..", "dev.referee.transfer..", "dev.referee.tool"};

    @ArchTest
    static final ArchRule the_core_knows_only_the_jdk_and_itself = classes()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "org.jspecify..",
                    "dev.referee.call..",
                    "dev.referee.transfer..",
                    "dev.referee.tool")
            .allowEmptyShould(true)
            .because("what may happen is decided without a framework");

    @ArchTest
    static final ArchRule the_core_does_no_io = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net.http..", "java.sql..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule a_transfer_knows_nothing_of_calls_and_tools = noClasses()
            .that()
            .resideInAPackage("dev.referee.transfer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.referee.call..", "dev.referee.tool..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_core_has_no_clock_no_chance_and_no_thread = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(java.util.Random.class)
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.UUID")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Math.class, "random")
            .allowEmptyShould(true)
            .because("the time and fresh ids are given to every decision, so that a walk can be replayed");

    @ArchTest
    static final ArchRule the_vendors_adapter_does_not_know_the_carriers = noClasses()
            .that()
            .resideInAPackage("dev.referee.openai..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.referee.twilio..", "com.twilio.."))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_carriers_adapter_does_not_know_the_vendors = noClasses()
            .that()
            .resideInAPackage("dev.referee.twilio..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.referee.openai..", "com.openai.."))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothing_knows_the_twin = noClasses()
            .that(not(resideInAPackage("dev.referee.twin..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.referee.twin..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_twin_knows_nothing_of_us = noClasses()
            .that()
            .resideInAPackage("dev.referee.twin..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.referee..").and(not(resideInAPackage("dev.referee.twin.."))))
            .allowEmptyShould(true)
            .because("a stand-in that shares our code shares our mistakes");

    @ArchTest
    static final ArchRule the_ledger_does_not_know_the_routes = noClasses()
            .that()
            .resideInAPackage("dev.referee.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.referee.route..")
            .allowEmptyShould(true);
}
