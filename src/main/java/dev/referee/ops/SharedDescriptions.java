package dev.referee.ops;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedInstance;
import org.apache.camel.api.management.NotificationSenderAware;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spring.spi.SpringManagementMBeanAssembler;
import org.apache.camel.support.management.MixinRequiredModelMBean;
import org.apache.camel.support.management.NotificationSenderAdapter;
import org.springframework.stereotype.Component;

/**
 * One description for all of Camel's MBeans of one class. Camel writes a new one, of dozens of attributes and operations,
 * for each of some 425 MBeans, though it depends on nothing but the class; in the profile of a start with an AOT cache that
 * was an eighth of the main thread. Objects that say something of their own are described by Camel as ever. Thread-safe.
 */
final class SharedDescriptions extends SpringManagementMBeanAssembler {

    private static final String CAMELS = "org.apache.camel.management.mbean.";

    private final Map<Class<?>, ModelMBeanInfo> known = new ConcurrentHashMap<>();

    SharedDescriptions(CamelContext context) {
        super(context);
    }

    @Override
    public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name) throws JMException {
        if (!isPlain(managed)) {
            return super.assemble(server, managed, name);
        }
        ModelMBeanInfo info = known.get(managed.getClass());
        if (info == null) {
            info = assembler.getMBeanInfo(camelContext, managed, null, name.toString());
            known.put(managed.getClass(), info);
        }
        MixinRequiredModelMBean bean = new MixinRequiredModelMBean(info, isMasked(), null, null);
        try {
            bean.setManagedResource(managed, "ObjectReference");
        } catch (InvalidTargetObjectTypeException impossible) {
            throw new JMException(impossible.getMessage());
        }
        if (managed instanceof NotificationSenderAware sender) {
            sender.setNotificationSender(new NotificationSenderAdapter(bean));
        }
        return bean;
    }

    /** Whether it is of Camel's own, around nothing that has annotations for its management. */
    private static boolean isPlain(Object managed) {
        Object inside = managed instanceof ManagedInstance around ? around.getInstance() : null;
        return managed.getClass().getName().startsWith(CAMELS) && (inside == null || !isAnnotated(inside.getClass()));
    }

    private static boolean isAnnotated(Class<?> type) {
        return type.isAnnotationPresent(org.apache.camel.api.management.ManagedResource.class)
                || type.isAnnotationPresent(org.springframework.jmx.export.annotation.ManagedResource.class);
    }

    private boolean isMasked() {
        return Boolean.TRUE.equals(
                camelContext.getManagementStrategy().getManagementAgent().getMask());
    }

    /** Has them used before the first MBean is made. */
    @Component
    static final class Use implements CamelContextCustomizer {

        @Override
        public void configure(CamelContext context) {
            context.getCamelContextExtension().setManagementMBeanAssembler(new SharedDescriptions(context));
        }
    }
}
